import { safeStorage } from 'electron';
import type { SecretCipher } from '../backend/secrets/secretStore.ts';

/** Seals secrets with the key that the system keychain holds for this program (N12); unavailable where there is none. */
export function keychainCipher(): SecretCipher {
  return {
    isAvailable: () => {
      try {
        // On Linux without a keyring Electron would use a password that everybody knows.
        if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return false;
        return safeStorage.isEncryptionAvailable();
      } catch {
        return false;
      }
    },
    seal: async (text) => safeStorage.encryptString(text),
    open: async (sealed) => safeStorage.decryptString(Buffer.from(sealed)),
  };
}
