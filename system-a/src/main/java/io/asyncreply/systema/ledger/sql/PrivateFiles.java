package io.asyncreply.systema.ledger.sql;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Creates files and folders that only the user of the process can read, whatever its
 * umask is.
 */
final class PrivateFiles {

	private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");

	private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

	private static final boolean POSIX = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

	private PrivateFiles() {
	}

	/** Creates a folder and those above it, which stay as they are if they exist. */
	static Path createDirectories(Path folder) throws IOException {
		return Files.createDirectories(folder, attributes(FOLDER));
	}

	/** Opens a file to read and write; creates it if it does not exist. */
	static FileChannel open(Path file) throws IOException {
		restrict(file, FILE);
		return FileChannel.open(file,
				Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE), attributes(FILE));
	}

	/** Takes away the rights of others on a file, if it exists. */
	static void restrictFile(Path file) throws IOException {
		restrict(file, FILE);
	}

	/** Takes away the rights of others on a folder. */
	static void restrictFolder(Path folder) throws IOException {
		restrict(folder, FOLDER);
	}

	private static void restrict(Path path, Set<PosixFilePermission> permissions) throws IOException {
		if (POSIX && Files.exists(path) && !permissions.containsAll(Files.getPosixFilePermissions(path))) {
			Files.setPosixFilePermissions(path, permissions);
		}
	}

	private static FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
		return POSIX ? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(permissions) }
				: new FileAttribute<?>[0];
	}

}
