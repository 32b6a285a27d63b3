// Keeps the library from being empty until the first source lands; then delete this file.
