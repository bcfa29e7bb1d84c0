export interface Letter {
  readonly to: string
  readonly subject: string
  readonly text: string
}

/** Sends mail by SMTP, or keeps it for the dev mailbox page. Rejects where it could not be handed over: let a job retry. */
export interface Mail {
  send(letter: Letter): Promise<void>
}
