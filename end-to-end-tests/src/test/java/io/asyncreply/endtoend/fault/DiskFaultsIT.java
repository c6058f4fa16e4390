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
 * Tests a full disk and a damaged file of an SQLite ledger.
 */
@Tag("extended")
class DiskFaultsIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final int PAGE_BYTES = 4_096;

	@Test
	void rejectsRequestsUntilDiskHasSpace(@TempDir Path folder) {
		try (SmallDisk disk = SmallDisk.mount(folder);
				SystemPair systemPair = start("disk-full", folder.resolve("ledger.db"))) {
			ApiClient apiClient = systemPair.client();
			apiClient.submit(RequestSubmission.text("before the disk is full"));
			disk.fill();
			// A heartbeat may still fit into the last pages, and its commit sets the
			// health to UP until the next failure.
			Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> {
				awaitStatus(apiClient, 503);
				assertThat(apiClient.get("/actuator/health").text("/components/ledger/status")).isEqualTo("DOWN");
			});
			disk.freeSpace();
			awaitStatus(apiClient, 202);
			InvariantChecker.checkAllSucceeded(systemPair);
		}
	}

	@Test
	void refusesToStartWithDamagedLedgerFile(@TempDir Path folder) throws IOException {
		Path ledger = folder.resolve("ledger.db");
		try (SystemPair systemPair = start("disk-damaged", ledger)) {
			systemPair.client()
				.burst(200, (i) -> RequestSubmission.text("before the damage " + i))
				.forEach((call) -> call.join());
			InvariantChecker.checkAllSucceeded(systemPair);
			systemPair.systemA().terminate();
			try (FileChannel file = FileChannel.open(ledger, StandardOpenOption.WRITE)) {
				file.truncate(file.size() - 10 * PAGE_BYTES);
			}
			systemPair.launchSystemA();
			assertThat(systemPair.systemA().awaitExit()).isNotZero();
			assertThat(systemPair.systemA().log()).contains("malformed");
		}
	}

	private static SystemPair start(String name, Path ledger) {
		return SystemPairSpec.of(name, TestBroker.shared())
			.systemA((launcher) -> launcher.environment("SPRING_DATASOURCE_URL", "jdbc:sqlite:" + ledger))
			.start();
	}

	private static void awaitStatus(ApiClient apiClient, int status) {
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> apiClient.submit(RequestSubmission.text("x".repeat(10_000))).status() == status);
	}

}
