package io.asyncreply.systema;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.asyncreply.testsupport.process.ProjectFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The documented backup of a SQLite ledger, while System A accepts requests as fast as
 * eight callers send them. Debian's package {@code sqlite3} has to be installed.
 */
@Tag("extended")
@Timeout(180)
@EnabledIf("hasSqliteShell")
class LedgerBackupIT {

	private static final int CALLERS = 8;

	private static final int REQUESTS_BEFORE_BACKUP = 1_000;

	@TempDir
	Path folder;

	private final AtomicInteger accepted = new AtomicInteger();

	private final AtomicBoolean stopped = new AtomicBoolean();

	static boolean hasSqliteShell() {
		return Files.isExecutable(Path.of("/usr/bin/sqlite3"));
	}

	@Test
	void documentedCommandSavesLedgerUnderLoad() throws Exception {
		ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
		try (SystemAWithoutBroker systemA = SystemAWithoutBroker.start(this.folder)) {
			List<Future<?>> submissions = new ArrayList<>();
			for (int i = 0; i < CALLERS; i++) {
				submissions.add(callers.submit(() -> submit(systemA)));
			}
			await().atMost(Duration.ofSeconds(60)).until(() -> this.accepted.get() >= REQUESTS_BEFORE_BACKUP);
			int before = this.accepted.get();
			runDocumented("vacuum into");
			int after = this.accepted.get();
			await().until(() -> this.accepted.get() > after);
			assertThat(runDocumented("pragma integrity_check")).isEqualTo("ok");
			assertThat(countRequests()).isGreaterThanOrEqualTo(before);
			assertThat(systemA.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
			this.stopped.set(true);
			for (Future<?> submission : submissions) {
				submission.get(30, TimeUnit.SECONDS);
			}
		}
		finally {
			this.stopped.set(true);
			callers.shutdown();
			assertThat(callers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		}
	}

	private void submit(SystemAWithoutBroker systemA) {
		while (!this.stopped.get()) {
			assertThat(systemA.post(SystemAWithoutBroker.HELLO).statusCode()).isEqualTo(202);
			this.accepted.incrementAndGet();
		}
	}

	/** Runs the command of the page that contains a text, on the ledger of this test. */
	private String runDocumented(String text) throws IOException, InterruptedException {
		List<String> page = Files.readAllLines(ProjectFolder.resolve("docs/how-to/back-up-the-ledger.md"));
		String command = page.stream()
			.filter((line) -> line.startsWith("sqlite3 ") && line.contains(text))
			.findFirst()
			.orElseThrow();
		Process process = new ProcessBuilder("bash", "-c", command.replace(".run/", this.folder + "/"))
			.directory(this.folder.toFile())
			.redirectErrorStream(true)
			.start();
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(command).isTrue();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
		assertThat(process.exitValue()).as(output).isZero();
		return output;
	}

	private long countRequests() throws SQLException {
		try (Connection connection = DriverManager
			.getConnection("jdbc:sqlite:" + this.folder.resolve("ledger-backup.db"));
				Statement statement = connection.createStatement();
				ResultSet count = statement.executeQuery("select count(*) from request")) {
			return count.getLong(1);
		}
	}

}
