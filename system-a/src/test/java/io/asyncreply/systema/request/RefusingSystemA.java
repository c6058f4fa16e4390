package io.asyncreply.systema.request;

import io.asyncreply.systema.ledger.Filter;
import io.asyncreply.systema.ledger.Ledger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A System A that has to refuse what its tests send: nothing of it is ever stored.
 */
@ExtendWith(SharedSystemA.class)
abstract class RefusingSystemA {

	static RunningSystemA systemA;

	@BeforeAll
	static void start(RunningSystemA shared) {
		systemA = shared;
	}

	@AfterEach
	void nothingIsStored() {
		assertThat(systemA.bean(Ledger.class).list("anonymous", new Filter(null, null, null, 1))).isEmpty();
	}

}
