/** A missing or wrong setting. Its message is one line that names the setting and is fit to be shown (O1). */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
