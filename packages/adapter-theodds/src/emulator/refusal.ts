/** The service says no: an HTTP status, one of its published codes, and a message. */
export class Refusal extends Error {
  readonly status: number
  readonly errorCode: string

  constructor(status: number, errorCode: string, message: string) {
    super(message)
    this.status = status
    this.errorCode = errorCode
  }

  /** As the service writes it, down to the line break at the end. */
  toBody(): string {
    const body = {
      message: this.message,
      error_code: this.errorCode,
      details_url: `https://the-odds-api.com/liveapi/guides/v4/api-error-codes.html#${this.errorCode.toLowerCase().replaceAll('_', '-')}`,
    }
    return `${JSON.stringify(body)}\n`
  }
}
