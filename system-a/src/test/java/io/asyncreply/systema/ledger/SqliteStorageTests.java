package io.asyncreply.systema.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.LedgerOutOfServiceException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The files of a SQLite ledger that somebody takes away from a running System A.
 */
class SqliteStorageTests {

	@TempDir
	Path folder;

	private Path run;

	/** The ledger as it was before the start. */
	private Path backup;

	private LedgerFixture fixture;

	@BeforeEach
	void openLedger() throws IOException {
		this.run = this.folder.resolve("data/run");
		this.fixture = new LedgerFixture(
				Map.of("spring.datasource.url", "jdbc:sqlite:" + this.run.resolve("ledger.db")), new ManualClock());
		this.fixture.accept();
		this.fixture.close();
		this.backup = Files.copy(this.run.resolve("ledger.db"), this.folder.resolve("backup.db"));
		this.fixture.restart(Map.of());
		this.fixture.accept();
		awaitCheckpoint();
	}

	@AfterEach
	void closeLedger() {
		this.fixture.close();
	}

	@ParameterizedTest
	@EnumSource
	void acceptsNothingWhenFilesAreTakenAway(Loss loss) throws Exception {
		assertThat(this.fixture.health().getStatus()).isEqualTo(Status.UP);
		RequestId late = this.fixture.accept();
		loss.apply(this.run, this.backup);
		await().atMost(Duration.ofSeconds(2))
			.untilAsserted(() -> assertThat(this.fixture.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE));
		assertThat(this.fixture.health().getDetails().get("reason")).asString().startsWith("ledger.db").contains("was");
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> this.fixture.accept())
			.withCauseInstanceOf(LedgerOutOfServiceException.class)
			.withMessageContaining("ledger.db");
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> this.fixture.succeed(late, 1))
			.withCauseInstanceOf(LedgerOutOfServiceException.class);
		if (loss == Loss.REMOVED || loss == Loss.FOLDER_MOVED) {
			assertThat(this.run.resolve("ledger.db")).as("no new file").doesNotExist();
		}
	}

	@Test
	void acceptsAgainWhenFolderIsBack() throws Exception {
		Path elsewhere = this.folder.resolve("elsewhere");
		Files.move(this.run, elsewhere);
		await().untilAsserted(() -> assertThat(this.fixture.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE));
		Files.move(elsewhere, this.run);
		await().untilAsserted(() -> assertThat(this.fixture.health().getStatus()).isEqualTo(Status.UP));
		RequestId request = this.fixture.accept();
		this.fixture.restart(Map.of());
		assertThat(this.fixture.find(request).id()).isEqualTo(request);
	}

	/** SQLite itself could still write, because its files are open. */
	@ParameterizedTest
	@EnumSource
	void acceptsNothingWhileFolderIsReadOnly(WriteProtection protection) {
		RequestId request = this.fixture.accept();
		protection.start(this.run);
		try {
			await().untilAsserted(() -> assertThat(this.fixture.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE));
			assertThat(this.fixture.health().getDetails()).containsEntry("reason", "ledger.db cannot be written");
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> this.fixture.accept())
				.withCauseInstanceOf(LedgerOutOfServiceException.class);
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> this.fixture.succeed(request, 1));
			assertThat(this.fixture.find(request).id()).isEqualTo(request);
		}
		finally {
			protection.end(this.run);
		}
		await().untilAsserted(() -> assertThat(this.fixture.health().getStatus()).isEqualTo(Status.UP));
		this.fixture.succeed(request, 1);
	}

	@Test
	void toleratesReadersAndTheirBackups() throws Exception {
		execute("vacuum into '" + this.folder.resolve("another.db") + "'");
		execute("select count(*) from request");
		RequestId erased = this.fixture.accept();
		this.fixture.succeed(erased, 1);
		this.fixture.erase(erased);
		awaitCheckpoint();
		assertThat(this.fixture.health().getStatus()).isEqualTo(Status.UP);
		this.fixture.accept();
	}

	/** Waits for the checkpoint after a start or an erasure. */
	private void awaitCheckpoint() {
		await().until(() -> Files.size(this.run.resolve("ledger.db-wal")) == 0);
	}

	private void execute(String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + this.run.resolve("ledger.db"));
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	/**
	 * What an operator does to a running ledger by mistake.
	 */
	enum Loss {

		REMOVED {
			@Override
			void apply(Path run, Path backup) throws IOException {
				try (Stream<Path> files = Files.list(run)) {
					for (Path file : files.filter((path) -> path.getFileName().toString().startsWith("ledger.db"))
						.toList()) {
						Files.delete(file);
					}
				}
			}
		},

		LOG_REMOVED {
			@Override
			void apply(Path run, Path backup) throws IOException {
				Files.delete(run.resolve("ledger.db-wal"));
			}
		},

		REPLACED {
			@Override
			void apply(Path run, Path backup) throws IOException {
				Files.move(backup, run.resolve("ledger.db"), StandardCopyOption.REPLACE_EXISTING);
			}
		},

		OVERWRITTEN {
			@Override
			void apply(Path run, Path backup) throws IOException {
				try (var target = Files.newOutputStream(run.resolve("ledger.db"))) {
					Files.copy(backup, target);
				}
			}
		},

		RESTORED {
			@Override
			void apply(Path run, Path backup) throws IOException {
				try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + run.resolve("ledger.db"));
						Statement statement = connection.createStatement()) {
					statement.executeUpdate("restore from " + backup);
				}
				catch (SQLException ex) {
					throw new UncheckedIOException(new IOException(ex));
				}
			}
		},

		FOLDER_MOVED {
			@Override
			void apply(Path run, Path backup) throws IOException {
				Files.move(run, run.resolveSibling("elsewhere"));
			}
		};

		abstract void apply(Path run, Path backup) throws IOException;

	}

}
