package io.asyncreply.systema.ledger.sql;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Embedded: one file, an fsync per commit (write-ahead log, {@code synchronous=FULL}).
 */
final class SqliteDialect implements Dialect {

	static final String URL_PREFIX = "jdbc:sqlite:";

	private final String url;

	SqliteDialect(String url) {
		this.url = url;
	}

	@Override
	public void prepareStorage() {
		Path file = databaseFile();
		try {
			Path nativeDirectory = Files.createDirectories(file.resolveSibling("native"));
			// Otherwise the driver unpacks its library into the machine's temporary
			// folder.
			System.setProperty("org.sqlite.tmpdir", nativeDirectory.toString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The ledger's folder cannot be made: " + file.getParent(), ex);
		}
	}

	/** By a lock on a file beside it, which ends with the process whatever ends it. */
	@Override
	public Closeable lockExclusively() {
		Path lockFile = databaseFile().resolveSibling(databaseFile().getFileName() + ".lock");
		try {
			FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
			if (tryLock(channel)) {
				return channel;
			}
			channel.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The ledger cannot be locked: " + lockFile, ex);
		}
		throw new IllegalStateException("Another System A uses the ledger " + databaseFile()
				+ ". Several need PostgreSQL (spring.datasource.url), or a RUN_DIR each");
	}

	private static boolean tryLock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock() != null;
		}
		catch (OverlappingFileLockException ex) {
			return false; // held in this process
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
	 * A transaction that began by reading would be refused at once, instead of waiting,
	 * if it wanted to write while a checkpoint or somebody else's tool does.
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

	/**
	 * Most of the write-ahead log is moved while the writer goes on; for the small rest
	 * it pauses, so that the log starts anew. It would pause as long as somebody reads:
	 * the next round finds a better moment.
	 */
	@Override
	public List<String> checkpointStatements() {
		return List.of("pragma busy_timeout = 50", "pragma wal_checkpoint(passive)", "pragma wal_checkpoint(restart)");
	}

	@Override
	public Map<String, String> connectionProperties() {
		// Synchronous FULL is SQLite's default; a URL that lowers it is refused, not
		// overruled. The driver begins the next transaction right after each commit: if
		// that were IMMEDIATE, the log could never start anew and would grow for ever.
		// Nobody asks for generated keys, which it would look up after each insert.
		return Map.of("journal_mode", "WAL", "transaction_mode", "DEFERRED", "busy_timeout", "2000",
				"journal_size_limit", "67108864", "wal_autocheckpoint", "0", "jdbc.get_generated_keys", "false");
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
