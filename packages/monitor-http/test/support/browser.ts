import { accessSync, constants } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

const USUAL_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Where a Chromium is; `null` when there is none. */
export function findBrowser(): string | null {
  const configured = process.env['CHROMIUM_PATH']
  return (configured === undefined ? USUAL_PATHS : [configured]).find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A browser with a new, empty profile. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A page without cookies or storage of others, with everything that went wrong on it. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page
  /** Errors on the console, uncaught exceptions and violations of the content security policy. */
  readonly problems: readonly string[]
  /** Every address that was asked for. */
  readonly requests: readonly string[]
}

/** How a page is looked at. */
export interface View {
  readonly width?: number
  readonly height?: number
  readonly colorScheme?: 'dark' | 'light'
}

/** Opens an empty page. */
export async function openPage(
  browser: Browser,
  { width = 1440, height = 900, colorScheme = 'dark' }: View,
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme })
  const page = await context.newPage()
  // A busy machine takes its time.
  page.setDefaultTimeout(60_000)
  const problems: string[] = []
  const requests: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('request', (request) => requests.push(request.url()))
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`policy violated: ${violatedDirective} ${blockedURI}`)
    })
  })
  return { page, problems, requests, [Symbol.asyncDispose]: () => context.close() }
}
