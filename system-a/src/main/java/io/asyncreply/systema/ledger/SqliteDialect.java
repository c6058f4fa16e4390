package io.asyncreply.systema.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Embedded: one file, an fsync per commit (write-ahead log, {@code synchronous=FULL}).
 */
final class SqliteDialect implements Dialect {

	static final String URL = "jdbc:sqlite:";

	private final String url;

	SqliteDialect(String url) {
		this.url = url;
	}

	@Override
	public void prepare() {
		Path file = Path.of(this.url.substring(URL.length()).replaceFirst("\\?.*", "")).toAbsolutePath();
		try {
			Path natives = Files.createDirectories(file.resolveSibling("native"));
			// Otherwise the driver unpacks its library into the machine's temporary
			// folder.
			System.setProperty("org.sqlite.tmpdir", natives.toString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The ledger's folder cannot be made: " + file.getParent(), ex);
		}
	}

	@Override
	public String bytesType() {
		return "blob";
	}

	@Override
	public Map<String, Set<String>> durability() {
		return Map.of("pragma synchronous", Set.of("2", "3"), "pragma journal_mode", Set.of("wal"));
	}

	/**
	 * Most of the write-ahead log is moved while the writer goes on; for the small rest
	 * it pauses, so that the log starts anew.
	 */
	@Override
	public List<String> checkpoints() {
		return List.of("pragma wal_checkpoint(passive)", "pragma wal_checkpoint(restart)");
	}

	@Override
	public Map<String, String> connectionProperties() {
		// Synchronous FULL is SQLite's default; a URL that lowers it is refused, not
		// overruled.
		return Map.of("journal_mode", "WAL", "transaction_mode", "IMMEDIATE", "busy_timeout", "2000",
				"journal_size_limit", "67108864", "wal_autocheckpoint", "0");
	}

}
