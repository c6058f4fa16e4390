package io.asyncreply.systema;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Base class of tests that share one System A and complete their requests themselves.
 */
@ExtendWith(SharedSystemAExtension.class)
public abstract class AbstractAcceptedRequestIT {

	public static SystemAWithoutBroker systemA;

	@BeforeAll
	static void start(SystemAWithoutBroker shared) {
		systemA = shared;
	}

}
