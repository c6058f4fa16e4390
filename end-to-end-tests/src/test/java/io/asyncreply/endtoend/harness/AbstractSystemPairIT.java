package io.asyncreply.endtoend.harness;

import java.time.Duration;

import io.asyncreply.endtoend.client.ApiClient;
import io.asyncreply.testsupport.broker.TestBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * Base class of tests that share one pair. After all tests it checks the invariants of
 * the pair.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class AbstractSystemPairIT {

	public static final Duration WAIT = Duration.ofSeconds(20);

	public SystemPair systemPair;

	public ApiClient apiClient;

	@BeforeAll
	void startPair() {
		this.systemPair = SystemPair.start(getClass().getSimpleName(), TestBroker.shared());
		this.apiClient = this.systemPair.client();
	}

	@AfterAll
	void checkAndClose() {
		try (SystemPair closing = this.systemPair) {
			InvariantChecker.check(closing);
		}
	}

}
