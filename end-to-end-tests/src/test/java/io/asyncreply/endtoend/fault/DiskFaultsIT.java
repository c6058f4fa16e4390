package io.asyncreply.endtoend.fault;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

import io.asyncreply.endtoend.client.ApiClient;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.endtoend.harness.SystemPairSpec;
import io.asyncreply.testsupport.broker.TestBroker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The disk under the default ledger.
 */
@Tag("long")
class DiskFaultsIT {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int PAGE = 4_096;

	@Test
	void fullDiskRefusesAndGoesOnWhenThereIsRoom(@TempDir Path folder) {
		try (SmallDisk disk = SmallDisk.mount(folder);
				SystemPair pair = start("disk-full", folder.resolve("ledger.db"))) {
			ApiClient client = pair.client();
			client.submit(RequestSubmission.text("while there is room"));
			disk.fill();
			awaitStatus(client, 503);
			assertThat(client.get("/actuator/health").text("/components/ledger/status")).isEqualTo("DOWN");
			disk.empty();
			awaitStatus(client, 202);
			InvariantChecker.checkAllSucceeded(pair);
		}
	}

	@Test
	void damagedFileIsRefusedAtStart(@TempDir Path folder) throws IOException {
		Path ledger = folder.resolve("ledger.db");
		try (SystemPair pair = start("disk-damaged", ledger)) {
			pair.client()
				.burst(200, (i) -> RequestSubmission.text("to be damaged " + i))
				.forEach((call) -> call.join());
			InvariantChecker.checkAllSucceeded(pair);
			pair.systemA().terminate();
			try (FileChannel file = FileChannel.open(ledger, StandardOpenOption.WRITE)) {
				file.truncate(file.size() - 10 * PAGE);
			}
			pair.launchSystemA();
			assertThat(pair.systemA().awaitExit()).isNotZero();
			assertThat(pair.systemA().log()).contains("malformed");
		}
	}

	private static SystemPair start(String name, Path ledger) {
		return SystemPairSpec.of(name, TestBroker.shared())
			.systemA((launcher) -> launcher.environment("SPRING_DATASOURCE_URL", "jdbc:sqlite:" + ledger))
			.start();
	}

	private static void awaitStatus(ApiClient client, int status) {
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> client.submit(RequestSubmission.text("x".repeat(10_000))).status() == status);
	}

}
