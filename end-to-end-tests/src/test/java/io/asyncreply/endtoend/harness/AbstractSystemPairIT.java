package io.asyncreply.endtoend.harness;

import java.time.Duration;

import io.asyncreply.endtoend.client.ApiClient;
import io.asyncreply.testsupport.broker.TestBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * Base class of tests that share one pair. After all tests it checks the pair.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class AbstractSystemPairIT {

	public static final Duration WAIT = Duration.ofSeconds(20);

	public SystemPair systemPair;

	public ApiClient apiClient;

	/** Configures the pair. By default it uses the broker that all tests share. */
	protected SystemPairSpec spec() {
		return SystemPairSpec.of(getClass().getSimpleName(), TestBroker.shared());
	}

	/** Checks the pair after all tests, by default all its invariants. */
	protected void check() {
		InvariantChecker.check(this.systemPair);
	}

	@BeforeAll
	void startPair() {
		this.systemPair = spec().start();
		this.apiClient = this.systemPair.client();
	}

	@AfterAll
	void checkAndClose() {
		try {
			check();
		}
		finally {
			this.systemPair.close();
		}
	}

}
