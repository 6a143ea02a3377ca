/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Address of the loopback server in test builds; unset in the product. */
  readonly VITE_ENISHI_BACKEND?: string;
}
