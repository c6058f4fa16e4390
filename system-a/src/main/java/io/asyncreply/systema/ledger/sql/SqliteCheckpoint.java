package io.asyncreply.systema.ledger.sql;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ThreadLocalRandom;

import javax.sql.DataSource;

/**
 * Copies the write-ahead log of SQLite to the database file, removes deleted texts from
 * both, and stops when the files are not those of this run. Used by one thread.
 */
final class SqliteCheckpoint {

	/** A slice delays a commit by a few milliseconds. */
	private static final int SLICE_BYTES = 4 << 20;

	private static final int MAX_SLICES = 4;

	private final Path log;

	private final UnallocatedSpaceEraser eraser;

	private final StorageMonitor storageMonitor;

	/** The number in the header of the database that this run wrote last; 0 before. */
	private int marker;

	/**
	 * Creates the checkpoint of a database.
	 * @param database its file
	 * @param storageMonitor the monitor of the file
	 * @param file the same file, open until the last connection is closed
	 */
	SqliteCheckpoint(Path database, StorageMonitor storageMonitor, FileChannel file) {
		this.log = database.resolveSibling(database.getFileName() + "-wal");
		this.storageMonitor = storageMonitor;
		this.eraser = new UnallocatedSpaceEraser(file);
	}

	/**
	 * Runs a checkpoint on a new connection, unless the files are not those of this run.
	 * @param source opens the connection
	 * @param erase whether deleted texts have to be removed from the files
	 * @param restart whether texts were deleted since the last call
	 * @return whether no deleted text is left in the files
	 */
	boolean run(DataSource source, boolean erase, boolean restart) throws SQLException, IOException {
		if (!this.storageMonitor.check()) {
			return false;
		}
		this.storageMonitor.expectChange();
		try (Connection connection = source.getConnection(); Statement statement = connection.createStatement()) {
			statement.execute("pragma busy_timeout = 50");
			if (!isMarked(statement)) {
				this.storageMonitor.reportOverwritten();
				return false;
			}
			return erase ? erase(statement, restart) : checkpoint(statement);
		}
		finally {
			this.storageMonitor.remember();
		}
	}

	/** Whether the database has the marker of this run; without one, it gets one. */
	private boolean isMarked(Statement statement) throws SQLException {
		if (this.marker == 0) {
			mark(statement);
			return true;
		}
		try (ResultSet row = statement.executeQuery("pragma user_version")) {
			return row.next() && row.getInt(1) == this.marker;
		}
	}

	private void mark(Statement statement) throws SQLException {
		int next = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
		statement.execute("pragma user_version = " + next);
		this.marker = next;
	}

	/**
	 * The passive checkpoint copies most of the log while the writer continues. The
	 * second one blocks the writer for the rest, so that the log restarts. It gives up
	 * after 50 ms if a reader is active. Truncating the log each time would make the next
	 * commits slower, because the file has to grow again.
	 */
	private static boolean checkpoint(Statement statement) throws SQLException {
		statement.execute("pragma wal_checkpoint(passive)");
		statement.execute("pragma wal_checkpoint(restart)");
		return true;
	}

	/** Truncates the log, and erases at most 16 MiB of the file. */
	private boolean erase(Statement statement, boolean restart) throws SQLException, IOException {
		if (restart) {
			this.eraser.restart();
		}
		statement.execute("pragma wal_checkpoint(passive)");
		for (int i = 0; i < MAX_SLICES && truncateLog(statement); i++) {
			if (this.eraser.isComplete()) {
				return true;
			}
			eraseSlice(statement);
		}
		return false;
	}

	private static boolean truncateLog(Statement statement) throws SQLException {
		try (ResultSet row = statement.executeQuery("pragma wal_checkpoint(truncate)")) {
			return row.next() && row.getInt("busy") == 0;
		}
	}

	/**
	 * Erases while nobody can write to the file: the transaction keeps out writers, and
	 * checkpoints too, because it began on an empty log. It ends with a change, so that
	 * the writer drops its cached copies of the pages.
	 */
	private void eraseSlice(Statement statement) throws SQLException, IOException {
		statement.execute("begin immediate");
		try {
			if (Files.size(this.log) == 0) {
				this.eraser.eraseSlice(SLICE_BYTES);
				mark(statement);
			}
		}
		finally {
			statement.execute("commit");
		}
	}

}
