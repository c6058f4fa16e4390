package io.asyncreply.systema.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Ways in which a folder and its files become read-only. Each works for some users only;
 * the test is skipped for the others.
 */
public enum WriteProtection {

	/** Not for root, who may write each file. */
	PERMISSIONS {
		@Override
		public void start(Path folder) {
			assumeThat(System.getProperty("user.name")).isNotEqualTo("root");
			setPermissions(folder, "r-x------", "r--------");
		}

		@Override
		public void end(Path folder) {
			setPermissions(folder, "rwx------", "rw-------");
		}
	},

	/** Only for root with the capability to mount. */
	READ_ONLY_MOUNT {
		@Override
		public void start(Path folder) {
			assumeThat(run("mount", "--bind", folder.toString(), folder.toString())).isZero();
			if (run("mount", "--options", "remount,bind,ro", folder.toString()) != 0) {
				end(folder);
				throw new IllegalStateException("Cannot mount " + folder + " read-only");
			}
		}

		@Override
		public void end(Path folder) {
			run("umount", "--lazy", folder.toString());
		}
	};

	public abstract void start(Path folder);

	public abstract void end(Path folder);

	private static void setPermissions(Path folder, String ofFolder, String ofFiles) {
		try (Stream<Path> paths = Files.list(folder)) {
			for (Path file : paths.filter(Files::isRegularFile).toList()) {
				Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(ofFiles));
			}
			Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(ofFolder));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int run(String... command) {
		try {
			return new ProcessBuilder(List.of(command)).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor();
		}
		catch (IOException ex) {
			return -1; // there is no such command
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
