package io.asyncreply.endtoend.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Assumptions;

/**
 * A file system of 16 MiB that a test can fill.
 */
final class SmallDisk implements AutoCloseable {

	private static final byte[] BLOCK = new byte[4_096];

	private final Path folder;

	private SmallDisk(Path folder) {
		this.folder = folder;
	}

	/** Mounts a file system over a folder; skips the test without the permission. */
	static SmallDisk mount(Path folder) {
		int status = run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder.toString());
		Assumptions.assumeTrue(status == 0, "only root can mount a file system");
		return new SmallDisk(folder);
	}

	/** Fills the file system. */
	void fill() {
		try (OutputStream filler = Files.newOutputStream(filler())) {
			while (this.folder.toFile().getUsableSpace() > 0) {
				filler.write(BLOCK);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Frees the space again. */
	void freeSpace() {
		try {
			Files.delete(filler());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		run("umount", "--lazy", this.folder.toString());
	}

	private Path filler() {
		return this.folder.resolve("filler");
	}

	private static int run(String... command) {
		try {
			return new ProcessBuilder(command).inheritIO().start().onExit().join().exitValue();
		}
		catch (IOException ex) {
			return -1;
		}
	}

}
