import { LogOut } from 'lucide-react'
import { Button } from '../../components/Button.tsx'
import { useClient } from '../../components/ClientContext.tsx'
import { useMe } from '../../components/people.ts'
import { BlockedPeople } from './BlockedPeople.tsx'
import { Devices } from './Devices.tsx'
import { ProfileForm } from './ProfileForm.tsx'
import { ProfilePicture } from './ProfilePicture.tsx'
import { Section } from './Section.tsx'
import { ThemeChoice } from './ThemeChoice.tsx'

export function ProfilePage() {
  const client = useClient()
  const me = useMe()
  return (
    <div className="h-full overflow-y-auto bg-canvas">
      <header className="sticky top-0 z-10 border-line border-b bg-surface">
        <div className="mx-auto flex h-16 max-w-2xl items-center px-4">
          <h1 className="font-display font-semibold text-2xl tracking-tight">Profile</h1>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto flex max-w-2xl flex-col gap-5 px-4 py-6 outline-none">
        <Section title="You" hint="Everybody here sees your name, picture and what you say about yourself.">
          <ProfilePicture />
          <ProfileForm key={me.id} me={me} />
        </Section>
        <Section title="Appearance">
          <ThemeChoice />
        </Section>
        <Section title="Devices" hint="Where you are signed in. Sign out what you do not know.">
          <Devices />
        </Section>
        <Section title="Blocked people">
          <BlockedPeople />
        </Section>
        <Button look="danger" onClick={() => void client.logout()}>
          <LogOut aria-hidden className="size-4.5" /> Sign out
        </Button>
      </main>
    </div>
  )
}
