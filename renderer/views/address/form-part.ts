/** What a part of the form is given. */
import type { AddressForm, FieldName } from './address-form.ts';
import type { Keeping } from './secret-field.tsx';

export interface FormPart {
  readonly form: AddressForm;
  readonly change: (patch: Partial<AddressForm>) => void;
  /** What is wrong at a field, in words. */
  readonly errorAt: (field: FieldName) => string | undefined;
  /** How the secret of a field is kept. */
  readonly keepingOf: (field: FieldName) => Keeping;
}
