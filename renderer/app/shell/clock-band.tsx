/** Over a live view: the server's clock and this machine's differ, so that "now" is two things. */
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../shared/format/duration.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { Band } from '../../components/band.tsx';
import { toldSkewMs } from './clock-skew.ts';
import { useClockSkew } from './use-clock-skew.ts';

export interface ClockBandProps {
  readonly context: ContextId;
  readonly live: boolean;
}

export function ClockBand({ context, live }: ClockBandProps) {
  const { t } = useTranslation();
  const skewMs = useClockSkew(context, live);
  if (Math.abs(skewMs) < toldSkewMs) return null;
  const words = skewMs > 0 ? 'ahead' : 'behind';
  return (
    <Band tone="warn" glyph="pending" title={t(`clock.${words}`, { time: formatSpan(Math.abs(skewMs)) })}>
      {t(`clock.${words}Text`)}
    </Band>
  );
}
