package io.asyncreply.systema.ledger;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.testsupport.process.ChildProcess;
import io.asyncreply.testsupport.process.FreePorts;
import io.asyncreply.testsupport.server.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The ledger on PostgreSQL behind PgBouncer in session mode. Debian's package
 * {@code pgbouncer} has to be installed.
 */
@Timeout(120)
@EnabledIf("hasPgBouncer")
class PgBouncerIT {

	private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");

	@TempDir
	Path folder;

	private final TestPostgres postgres = TestPostgres.shared();

	private final int port = FreePorts.next();

	private ChildProcess pgBouncer;

	static boolean hasPgBouncer() {
		return Files.isExecutable(PROGRAM);
	}

	@BeforeEach
	void startPgBouncer() throws IOException {
		Path users = Files.writeString(this.folder.resolve("users.txt"),
				"\"%s\" \"%s\"%n".formatted(this.postgres.username(), this.postgres.password()));
		Path settings = Files.writeString(this.folder.resolve("pgbouncer.ini"), """
				[databases]
				* = host=127.0.0.1 port=%d
				[pgbouncer]
				listen_addr = 127.0.0.1
				listen_port = %d
				unix_socket_dir =
				auth_type = plain
				auth_file = %s
				pool_mode = session
				""".formatted(this.postgres.port(), this.port, users));
		// PgBouncer does not run as root, and reads its files before it changes the user.
		String user = System.getProperty("user.name");
		this.pgBouncer = ChildProcess.start(
				List.of(PROGRAM.toString(), "-u", user.equals("root") ? "nobody" : user, settings.toString()), Map.of(),
				this.folder.resolve("pgbouncer.log"));
		await().until(this::isListening);
	}

	@AfterEach
	void stopPgBouncer() {
		this.pgBouncer.terminate("TERM");
	}

	@Test
	void keepsRequestsInSessionMode() {
		Map<String, Object> database = new HashMap<>(PostgresqlDatabase.newDatabase());
		database.computeIfPresent("spring.datasource.url",
				(name, url) -> url.toString().replace(":" + this.postgres.port() + "/", ":" + this.port + "/"));
		try (LedgerFixture fixture = new LedgerFixture(database, new ManualClock())) {
			RequestId request = fixture.accept();
			fixture.succeed(request, 1);
			fixture.restart(Map.of());
			assertThat(fixture.find(request).state()).isEqualTo(RequestState.SUCCEEDED);
		}
	}

	private boolean isListening() {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
