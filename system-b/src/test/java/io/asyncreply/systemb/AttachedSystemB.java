package io.asyncreply.systemb;

import io.asyncreply.testsupport.TestBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * A System B on a virtual host of its own for all tests of a class, which play System A.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AttachedSystemB {

	/** Where most tests publish. */
	static final String QUEUE = "requests.text.process";

	private final Class<?> configuration;

	private final String[] settings;

	Requester requester;

	RunningSystemB systemB;

	/** As delivered. */
	AttachedSystemB() {
		this(SystemBApplication.class);
	}

	/** With a main configuration of the tests' choice. */
	AttachedSystemB(Class<?> configuration, String... settings) {
		this.configuration = configuration;
		this.settings = settings;
	}

	@BeforeAll
	void startSystem() throws Exception {
		this.requester = Requester.connect(TestBroker.shared());
		this.systemB = RunningSystemB.launch(this.requester, this.configuration, this.settings);
		this.systemB.awaitConsuming();
	}

	@AfterAll
	void stopSystem() throws Exception {
		this.systemB.close();
		this.requester.close();
	}

}
