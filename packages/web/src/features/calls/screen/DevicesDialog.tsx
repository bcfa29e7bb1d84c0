import { useId } from 'react'
import { useStore } from '../../../components/ClientContext.tsx'
import { fieldLook } from '../../../components/Field.tsx'
import { Modal } from '../../../components/Modal.tsx'
import type { Chosen, LocalMedia } from '../session/localMedia.ts'

const rows = [
  ['camera', 'videoinput', 'Camera'],
  ['microphone', 'audioinput', 'Microphone'],
  ['speaker', 'audiooutput', 'Speaker'],
] as const

export interface DevicesDialogProps {
  readonly local: LocalMedia
  readonly video: boolean
  readonly onClose: () => void
}

export function DevicesDialog({ local, video, onClose }: DevicesDialogProps) {
  return (
    <Modal open onClose={onClose} title="Devices">
      <div className="flex flex-col gap-4">
        {rows
          .filter(([kind]) => kind !== 'camera' || video)
          .map(([kind, type, name]) => (
            <DeviceChoice key={kind} local={local} kind={kind} type={type} name={name} />
          ))}
      </div>
    </Modal>
  )
}

interface DeviceChoiceProps {
  readonly local: LocalMedia
  readonly kind: keyof Chosen
  readonly type: MediaDeviceKind
  readonly name: string
}

function DeviceChoice({ local, kind, type, name }: DeviceChoiceProps) {
  const id = useId()
  const { devices, chosen } = useStore(local)
  const found = devices.filter((one) => one.kind === type && one.deviceId !== '')
  const canChoose = kind !== 'speaker' || 'setSinkId' in HTMLMediaElement.prototype
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium text-sm">
        {name}
      </label>
      <select
        id={id}
        disabled={!canChoose || found.length === 0}
        value={chosen[kind] ?? found[0]?.deviceId ?? ''}
        onChange={(event) => void local.choose(kind, event.target.value)}
        className={fieldLook}
      >
        {found.length === 0 && <option value="">None found</option>}
        {found.map(({ deviceId, label }, index) => (
          <option key={deviceId} value={deviceId}>
            {label || `${name} ${index + 1}`}
          </option>
        ))}
      </select>
      {!canChoose && (
        <p className="text-ink-soft text-sm">This browser plays on the speaker that your system uses.</p>
      )}
    </div>
  )
}
