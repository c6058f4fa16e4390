package io.asyncreply.systemb;

import io.asyncreply.testsupport.broker.TestBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * Base class of tests that share one System B and a {@link FakeSystemA}, on a virtual
 * host of their own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractSystemBIT {

	/** The queue to which most tests publish. */
	static final String QUEUE = "requests.text.process";

	private final Class<?> configuration;

	private final String[] settings;

	FakeSystemA fakeSystemA;

	EmbeddedSystemB systemB;

	/** Starts System B with its own configuration. */
	AbstractSystemBIT() {
		this(SystemBApplication.class);
	}

	/** Starts System B with another main configuration. */
	AbstractSystemBIT(Class<?> configuration, String... settings) {
		this.configuration = configuration;
		this.settings = settings;
	}

	@BeforeAll
	void startSystem() throws Exception {
		this.fakeSystemA = FakeSystemA.connect(TestBroker.shared());
		this.systemB = EmbeddedSystemB.launch(this.fakeSystemA, this.configuration, this.settings);
		this.systemB.awaitConsuming();
	}

	@AfterAll
	void stopSystem() throws Exception {
		this.systemB.close();
		this.fakeSystemA.close();
	}

}
