import { Menu } from '@base-ui/react/menu'
import { useNavigate } from '@tanstack/react-router'
import {
  ChartNoAxesColumn,
  Keyboard,
  LogOut,
  Monitor,
  Moon,
  Phone,
  Sun,
  UserRound,
  Wallet,
} from 'lucide-react'
import { useRef } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { Avatar } from '../../components/Avatar.tsx'
import { useClient } from '../../components/ClientContext.tsx'
import { MenuItem, menuLook } from '../../components/MenuItem.tsx'
import { useMe } from '../../components/people.ts'
import { selectTheme, themeChosen, themes } from '../../components/theme.ts'

const themeFaces = {
  system: [Monitor, 'Theme: as the system'],
  light: [Sun, 'Theme: light'],
  dark: [Moon, 'Theme: dark'],
} as const

/** Oneself: profile, calls, coins, theme, shortcuts, the way out. */
export function AccountMenu({ onShortcuts }: { readonly onShortcuts: () => void }) {
  const client = useClient()
  const me = useMe()
  const navigate = useNavigate()
  const dispatch = useDispatch()
  // Within the page's regions, not after them.
  const place = useRef<HTMLDivElement>(null)
  const theme = useSelector(selectTheme)
  const [themeIcon, themeLabel] = themeFaces[theme]
  const nextTheme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'
  return (
    <div ref={place} className="flex">
      <Menu.Root>
        <Menu.Trigger aria-label="Your account" title="Your account" className="rounded-full">
          <Avatar id={me.id} name={me.name} picture={me.picture} size="small" />
        </Menu.Trigger>
        <Menu.Portal container={place}>
          <Menu.Positioner side="top" sideOffset={8} align="start" className="z-40">
            <Menu.Popup className={menuLook}>
              <div className="max-w-64 border-line border-b px-3 pt-1 pb-2.5">
                <div className="truncate font-medium">{me.name}</div>
                <div className="truncate text-ink-soft text-sm">{me.email}</div>
              </div>
              <MenuItem icon={UserRound} onClick={() => void navigate({ to: '/profile' })}>
                Profile and devices
              </MenuItem>
              <MenuItem icon={Phone} onClick={() => void navigate({ to: '/calls' })}>
                Calls
              </MenuItem>
              <MenuItem icon={Wallet} onClick={() => void navigate({ to: '/wallet' })}>
                Wallet
              </MenuItem>
              {me.role === 'creator' && (
                <MenuItem icon={ChartNoAxesColumn} onClick={() => void navigate({ to: '/earnings' })}>
                  Earnings
                </MenuItem>
              )}
              <MenuItem
                icon={themeIcon}
                closeOnClick={false}
                onClick={() => dispatch(themeChosen(nextTheme))}
              >
                {themeLabel}
              </MenuItem>
              <MenuItem icon={Keyboard} onClick={onShortcuts}>
                Keyboard shortcuts
              </MenuItem>
              <MenuItem icon={LogOut} onClick={() => void client.logout()}>
                Sign out
              </MenuItem>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </div>
  )
}
