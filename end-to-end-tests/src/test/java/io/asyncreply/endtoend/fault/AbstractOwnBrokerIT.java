package io.asyncreply.endtoend.fault;

import io.asyncreply.endtoend.client.ApiClient;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.endtoend.harness.SystemPairSpec;
import io.asyncreply.testsupport.broker.TestBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * Base class of tests that damage the broker of one pair. After all tests it checks that
 * the broker has nothing left to do.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractOwnBrokerIT {

	TestBroker broker;

	SystemPair systemPair;

	ApiClient apiClient;

	/** Configures the pair, with a broker of its own. */
	abstract SystemPairSpec spec();

	@BeforeAll
	void startPair() {
		this.systemPair = spec().start();
		this.broker = this.systemPair.broker();
		this.apiClient = this.systemPair.client();
	}

	@AfterAll
	void checkAndClose() {
		try (SystemPair closing = this.systemPair) {
			InvariantChecker.checkBrokerIsQuiescent(closing);
		}
	}

}
