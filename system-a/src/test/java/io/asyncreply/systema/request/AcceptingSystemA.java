package io.asyncreply.systema.request;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A System A that accepts what its tests submit, and whose requests they end themselves.
 */
@ExtendWith(SharedSystemA.class)
abstract class AcceptingSystemA {

	static RunningSystemA systemA;

	@BeforeAll
	static void start(RunningSystemA shared) {
		systemA = shared;
	}

}
