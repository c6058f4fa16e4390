package io.asyncreply.systema.ledger.sql;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.asyncreply.messaging.startup.StartRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * SQLite, embedded in one instance: one file with a write-ahead log and one disk sync per
 * commit ({@code synchronous=FULL}).
 */
final class SqliteDialect implements Dialect {

	static final String URL_PREFIX = "jdbc:sqlite:";

	private final String url;

	private final StorageMonitor storageMonitor;

	private @Nullable FileChannel file;

	SqliteDialect(String url) {
		this.url = url;
		this.storageMonitor = new StorageMonitor(databaseFile());
	}

	@Override
	public void prepareStorage() {
		Path file = databaseFile();
		try {
			Path nativeDirectory = PrivateFiles.createDirectories(file.resolveSibling("native"));
			PrivateFiles.restrictFolder(nativeDirectory);
			// By default the driver unpacks its library into the temporary folder of the
			// machine.
			System.setProperty("org.sqlite.tmpdir", nativeDirectory.toString());
		}
		catch (IOException ex) {
			throw inaccessible(ex);
		}
	}

	/**
	 * Locks a file beside the database, which the end of the process always releases, and
	 * opens the file of the database for as long. SQLite gives the files of the log the
	 * permissions of the database.
	 */
	@Override
	public Closeable lockExclusively() {
		Path database = databaseFile();
		Path lockFile = database.resolveSibling(database.getFileName() + ".lock");
		try {
			FileChannel lock = PrivateFiles.open(lockFile);
			if (tryLock(lock)) {
				PrivateFiles.restrictFile(database.resolveSibling(database.getFileName() + "-wal"));
				PrivateFiles.restrictFile(database.resolveSibling(database.getFileName() + "-shm"));
				FileChannel opened = PrivateFiles.open(database);
				this.file = opened;
				return () -> {
					opened.close();
					lock.close();
				};
			}
			lock.close();
		}
		catch (IOException ex) {
			throw inaccessible(ex);
		}
		throw new StartRefusedException("Another System A uses the ledger " + databaseFile(),
				"Stop it, or give each its own RUN_DIR, or let both share a PostgreSQL database (spring.datasource.url)",
				null);
	}

	private StartRefusedException inaccessible(IOException cause) {
		return new StartRefusedException(
				"System A cannot create or open the files of the ledger " + databaseFile() + ": " + cause,
				"Give the user of System A the rights to the folder, or set RUN_DIR to another one", cause);
	}

	private static boolean tryLock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock() != null;
		}
		catch (OverlappingFileLockException ex) {
			return false; // locked by this process
		}
	}

	private Path databaseFile() {
		return Path.of(this.url.substring(URL_PREFIX.length()).replaceFirst("\\?.*", "")).toAbsolutePath();
	}

	@Override
	public boolean supportsMultipleInstances() {
		return false;
	}

	@Override
	public String nowExpression() {
		return "cast(unixepoch('subsec') * 1000000 as integer)";
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * A transaction that starts with a read fails at once, instead of waiting, if it
	 * writes while a checkpoint or another process has the lock.
	 */
	@Override
	public @Nullable String writeLockStatement() {
		return "update instance set id = id where false";
	}

	@Override
	public String inSubquery(String subquery) {
		return "in (" + subquery + ")";
	}

	@Override
	public String skipLockedClause() {
		return "";
	}

	@Override
	public DeferredStatement deferredStatement(RowStatement rowStatement, WriteSession session) throws SQLException {
		return new JdbcBatchStatement(session.prepare(rowStatement.singleRowSql()));
	}

	@Override
	public Map<String, Set<String>> durabilityChecks() {
		return Map.of("pragma synchronous", Set.of("2", "3"), "pragma journal_mode", Set.of("wal"));
	}

	@Override
	public Optional<SqliteCheckpoint> checkpoint() {
		return Optional.of(new SqliteCheckpoint(databaseFile(), this.storageMonitor,
				Objects.requireNonNull(this.file, "not locked")));
	}

	@Override
	public @Nullable String storageFault() {
		return this.storageMonitor.fault();
	}

	@Override
	public Map<String, String> connectionProperties() {
		// The default of SQLite is synchronous FULL; a URL that lowers it is rejected at
		// the start. The driver begins the next transaction right after each commit: with
		// IMMEDIATE the log could never restart and would grow without limit. Generated
		// keys are off because the driver would query them after each insert. Deleted
		// texts are overwritten with zeros. The open mode is "read and write": a
		// connection does not create a file that was removed.
		return Map.of("open_mode", "2", "journal_mode", "WAL", "transaction_mode", "DEFERRED", "busy_timeout", "2000",
				"journal_size_limit", "67108864", "wal_autocheckpoint", "0", "secure_delete", "true",
				"jdbc.get_generated_keys", "false");
	}

	@Override
	public Map<String, String> migrationProperties() {
		return connectionProperties();
	}

	@Override
	public List<String> initStatements() {
		return List.of();
	}

}
