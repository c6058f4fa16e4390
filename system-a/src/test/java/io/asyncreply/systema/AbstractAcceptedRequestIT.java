package io.asyncreply.systema;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Base of tests that submit to a shared System A and end their requests themselves.
 */
@ExtendWith(SharedSystemAExtension.class)
public abstract class AbstractAcceptedRequestIT {

	public static SystemAWithoutBroker systemA;

	@BeforeAll
	static void start(SystemAWithoutBroker shared) {
		systemA = shared;
	}

}
