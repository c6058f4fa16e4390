package io.asyncreply.systemb;

import io.asyncreply.testsupport.broker.TestBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * A System B on a virtual host of its own for all tests of a class, which play System A.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractSystemBIT {

	/** Where most tests publish. */
	static final String QUEUE = "requests.text.process";

	private final Class<?> configuration;

	private final String[] settings;

	FakeSystemA fakeSystemA;

	EmbeddedSystemB systemB;

	/** As delivered. */
	AbstractSystemBIT() {
		this(SystemBApplication.class);
	}

	/** With a main configuration of the tests' choice. */
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
