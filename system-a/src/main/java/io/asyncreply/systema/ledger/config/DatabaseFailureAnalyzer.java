package io.asyncreply.systema.ledger.config;

import java.sql.SQLException;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Reports why the database of the ledger could not be used at the start.
 */
final class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<SQLException> {

	private static final int SQLITE_READONLY = 8;

	private static final int SQLITE_CORRUPT = 11;

	private static final int SQLITE_FULL = 13;

	private static final int SQLITE_CANTOPEN = 14;

	private static final int SQLITE_NOTADB = 26;

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
		String action = (cause.getSQLState() != null) ? postgresqlAction(cause.getSQLState())
				: sqliteAction(cause.getErrorCode() & 0xFF);
		return (action != null)
				? new FailureAnalysis("The database of the ledger cannot be used: " + firstLine(cause), action, cause)
				: null;
	}

	private static @Nullable String postgresqlAction(String state) {
		if (state.startsWith("08")) {
			return "Start PostgreSQL, or correct host and port in spring.datasource.url.";
		}
		return switch (state) {
			case "28P01", "28000" -> "Correct spring.datasource.username and spring.datasource.password.";
			case "3D000" -> "Create the database, or correct its name in spring.datasource.url.";
			case "42501" -> "Give the user the right to create and change the tables of the ledger.";
			case "53300" -> "Free connections of PostgreSQL, or raise max_connections.";
			case "57P03" -> "Wait until PostgreSQL has started, and start System A again.";
			default -> null;
		};
	}

	private static @Nullable String sqliteAction(int errorCode) {
		return switch (errorCode) {
			case SQLITE_CORRUPT, SQLITE_NOTADB ->
				"The file is damaged or no ledger. Restore a backup, or move the file away to start with an empty ledger.";
			case SQLITE_READONLY, SQLITE_CANTOPEN ->
				"Give the user of System A the right to write the file and its folder, or set RUN_DIR to another one.";
			case SQLITE_FULL -> "Free space on the disk of RUN_DIR.";
			default -> null;
		};
	}

	private static String firstLine(SQLException cause) {
		return String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given");
	}

}
