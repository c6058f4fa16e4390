package io.asyncreply.systema;

import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.model.RequestFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Base class of tests with calls that a shared System A must reject without storing
 * anything.
 */
@ExtendWith(SharedSystemAExtension.class)
public abstract class AbstractRejectedRequestIT {

	public static SystemAWithoutBroker systemA;

	@BeforeAll
	static void start(SystemAWithoutBroker shared) {
		systemA = shared;
	}

	@AfterEach
	void assertNothingIsStored() {
		assertThat(
				systemA.bean(Ledger.class).list("anonymous", new RequestFilter(null, null, null, 1, false)).requests())
			.isEmpty();
	}

}
