package io.asyncreply.systema;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A System A that accepts what its tests submit, and whose requests they end themselves.
 */
@ExtendWith(SharedSystemAExtension.class)
public abstract class AbstractAcceptedRequestIT {

	public static SystemAWithoutBroker systemA;

	@BeforeAll
	static void start(SystemAWithoutBroker shared) {
		systemA = shared;
	}

}
