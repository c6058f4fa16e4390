package io.asyncreply.systema;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.asyncreply.systema.ledger.WriteProtection;
import io.asyncreply.testsupport.server.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Wrong starts of System A: each one is refused with a report of cause and remedy, in
 * lines of its own and without a stack trace.
 */
@ExtendWith(OutputCaptureExtension.class)
@Isolated
class StartRefusalIT {

	@TempDir
	Path folder;

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "asyncreply.request.max-wait=5s | asyncreply.requests.max-wait",
			"asyncreply.requests.max-wiat=5s | asyncreply.requests.max-wait",
			"asyncreply.requests.max-wait=-5s | asyncreply.requests", "asyncreply.ledger.readers=0 | asyncreply.ledger",
			"asyncreply.retention.pause=often | asyncreply.retention.pause", "server.address=0.0.0.0 | trusted-network",
			"spring.datasource.url=jdbc:h2:mem:ledger | jdbc:postgresql://HOST/DATABASE",
			"spring.datasource.url=jdbc:postgresql://127.0.0.1:1/ledger | Start PostgreSQL",
			"spring.rabbitmq.addresses=localhost:port | amqp://user:password@host:port/virtual-host" })
	void reportsWrongSetting(String setting, String remedy, CapturedOutput output) {
		assertRefused(output, remedy, setting);
	}

	@Test
	void reportsTakenPort(CapturedOutput output) throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertRefused(output, "already in use", "server.port=" + taken.getLocalPort());
		}
	}

	@Test
	void reportsTakenLedger(CapturedOutput output) {
		try (SystemAWithoutBroker first = SystemAWithoutBroker.start(this.folder)) {
			assertRefused(output, "Stop it, or give each its own RUN_DIR");
			assertThat(first.get("/v1/operations").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void reportsDamagedLedger(CapturedOutput output) throws IOException {
		Files.writeString(this.folder.resolve("ledger.db"), "no database ".repeat(1_000));
		assertRefused(output, "Restore a backup");
	}

	@Test
	void reportsFileInPlaceOfFolder(CapturedOutput output) throws IOException {
		Path file = Files.createFile(this.folder.resolve("file"));
		assertRefused(output, "RUN_DIR", "spring.datasource.url=jdbc:sqlite:" + file.resolve("ledger.db"));
	}

	@ParameterizedTest
	@EnumSource
	void reportsFolderThatCannotBeWritten(WriteProtection protection, CapturedOutput output) {
		protection.start(this.folder);
		try {
			assertRefused(output, "RUN_DIR");
		}
		finally {
			protection.end(this.folder);
		}
	}

	@ParameterizedTest
	@EnumSource
	void reportsLedgerThatCannotBeWritten(WriteProtection protection, CapturedOutput output) {
		SystemAWithoutBroker.start(this.folder).close();
		reportsFolderThatCannotBeWritten(protection, output);
	}

	@Test
	void reportsLedgerThatIsNotDurable(CapturedOutput output) {
		assertRefused(output, "Set it to one of [2, 3]",
				"spring.datasource.url=jdbc:sqlite:" + this.folder.resolve("ledger.db") + "?synchronous=NORMAL");
	}

	@Test
	void reportsWrongPasswordOfDatabase(CapturedOutput output) {
		TestPostgres postgres = TestPostgres.shared();
		assertRefused(output, "spring.datasource.password", "spring.datasource.url=" + postgres.newDatabase(),
				"spring.datasource.username=" + postgres.username(), "spring.datasource.password=wrong");
		assertThat(output.getAll()).doesNotContain("=wrong");
	}

	private void assertRefused(CapturedOutput output, String remedy, String... settings) {
		List<String> arguments = new ArrayList<>(
				List.of("--server.port=0", "--server.address=127.0.0.1", "--spring.rabbitmq.addresses=127.0.0.1:1",
						"--spring.datasource.url=jdbc:sqlite:" + this.folder.resolve("ledger.db")));
		for (String setting : settings) {
			String name = setting.substring(0, setting.indexOf('=') + 1);
			arguments.removeIf((argument) -> argument.startsWith("--" + name));
			arguments.add("--" + setting);
		}
		int before = output.getAll().length();
		assertThatExceptionOfType(Exception.class).isThrownBy(
				() -> new SpringApplication(SystemAApplication.class).run(arguments.toArray(new String[0])).close());
		String report = output.getAll().substring(before);
		assertThat(report.lines()).contains("APPLICATION FAILED TO START", "Description:", "Action:")
			.noneMatch((line) -> line.strip().startsWith("at ") || line.contains("\\n"));
		assertThat(report.substring(report.indexOf("APPLICATION FAILED TO START"))).contains(remedy);
	}

}
