import * as z from 'zod'
import type { Open } from './values.ts'
import { loosely, openEnum } from './values.ts'

const token = z.string().max(512)
const code = z.string().regex(/^\w{0,64}$/)

/** What interactive login, keep-alive and logout answer. */
export const identityAnswerSchema = z.object({
  token: loosely(token),
  product: loosely(token),
  status: openEnum<Open<'SUCCESS' | 'LIMITED_ACCESS' | 'LOGIN_RESTRICTED' | 'FAIL'>>(),
  error: loosely(code),
})

/** What login with a certificate answers: a token only with `SUCCESS`. */
export const certificateAnswerSchema = z.object({
  sessionToken: loosely(token),
  loginStatus: openEnum<Open<'SUCCESS'>>(),
})

export type IdentityAnswer = z.output<typeof identityAnswerSchema>
export type CertificateAnswer = z.output<typeof certificateAnswerSchema>
