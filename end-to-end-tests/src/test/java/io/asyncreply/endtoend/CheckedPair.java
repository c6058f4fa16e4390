package io.asyncreply.endtoend;

import java.time.Duration;

import io.asyncreply.testsupport.TestBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * A pair for all tests of a class; the invariants hold for what they leave behind.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CheckedPair {

	static final Duration WAIT = Duration.ofSeconds(20);

	Pair pair;

	Client client;

	@BeforeAll
	void startPair() {
		this.pair = Pair.start(getClass().getSimpleName(), TestBroker.shared());
		this.client = this.pair.client();
	}

	@AfterAll
	void checkAndClose() {
		try (Pair closing = this.pair) {
			Invariants.check(closing);
		}
	}

}
