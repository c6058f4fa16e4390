package io.asyncreply.systema.ledger.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether the files at the path of a SQLite ledger are still those that the
 * connections have open: not removed, moved, replaced or overwritten, and writable. The
 * next start would otherwise not find what was committed.
 */
final class StorageMonitor {

	private static final Logger logger = LoggerFactory.getLogger(StorageMonitor.class);

	private final Path database;

	private final Path log;

	private @Nullable FileState databaseState;

	private @Nullable FileState logState;

	/** False during a checkpoint, and after one that could not be remembered. */
	private boolean contentKnown;

	private boolean overwritten;

	private volatile @Nullable String fault;

	StorageMonitor(Path database) {
		this.database = database;
		this.log = database.resolveSibling(database.getFileName() + "-wal");
	}

	/** Returns why nothing may be committed, null if there is no reason. */
	@Nullable String fault() {
		return this.fault;
	}

	/**
	 * Compares the files with those of the last check.
	 * @return whether there is no fault
	 */
	boolean check() {
		report(findFault());
		return this.fault == null;
	}

	/** Reports for the rest of this run that the file has the content of another run. */
	void reportOverwritten() {
		this.overwritten = true;
		check();
	}

	/** Expects the file of the database to change, because a checkpoint begins. */
	void expectChange() {
		this.contentKnown = false;
	}

	/** Remembers the file after a checkpoint; nothing else may write to it. */
	void remember() throws IOException {
		this.databaseState = FileState.of(this.database);
		this.contentKnown = true;
	}

	private void report(@Nullable String newFault) {
		if (newFault != null && this.fault == null) {
			logger.error(
					"The ledger is out of service, and System A accepts nothing: {} in {}. "
							+ "Stop System A, put back the files that it used, and start it again",
					newFault, this.database.getParent());
		}
		else if (newFault == null && this.fault != null) {
			logger.info("The ledger is in service again");
		}
		this.fault = newFault;
	}

	private @Nullable String findFault() {
		try {
			FileState before = this.databaseState;
			FileState now = FileState.of(this.database);
			if (before != null && !now.isSameFile(before)) {
				return this.database.getFileName() + " was replaced";
			}
			if (this.overwritten || (this.contentKnown && !now.equals(before))) {
				return this.database.getFileName() + " was overwritten";
			}
			this.databaseState = now;
			return findLogFault();
		}
		catch (NoSuchFileException ex) {
			return Path.of(ex.getFile()).getFileName() + " was removed or moved";
		}
		catch (IOException ex) {
			return this.database.getFileName() + " cannot be read";
		}
	}

	/** The log exists from the first commit to the end of the last connection. */
	private @Nullable String findLogFault() throws IOException {
		FileState before = this.logState;
		if (before != null || Files.exists(this.log)) {
			FileState now = FileState.of(this.log);
			if (before != null && !now.isSameFile(before)) {
				return this.log.getFileName() + " was replaced";
			}
			this.logState = now;
		}
		if (!Files.isWritable(this.database) || !Files.isWritable(this.database.toAbsolutePath().getParent())) {
			return this.database.getFileName() + " cannot be written";
		}
		return null;
	}

	/**
	 * What identifies a file and its content.
	 *
	 * @param key device and inode, null if the file system has none
	 * @param size the length in bytes
	 * @param modified the time of the last write
	 */
	private record FileState(@Nullable Object key, long size, FileTime modified) {

		static FileState of(Path file) throws IOException {
			BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
			return new FileState(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
		}

		boolean isSameFile(FileState other) {
			return Objects.equals(this.key, other.key);
		}

	}

}
