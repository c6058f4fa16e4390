package io.asyncreply.systema.web.peer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which addresses are one peer.
 */
class PeerAddressTests {

	@ParameterizedTest
	@CsvSource({ "2001:db8:0:1::1, 2001:db8:0:1:ffff::2", "::1, 0:0:0:0:0:0:0:1", "fe80::1%eth0, fe80::1",
			"::ffff:192.0.2.1, 192.0.2.1" })
	void joinsAddressesOfOneMachine(String first, String second) {
		assertThat(PeerAddress.parse(first)).isEqualTo(PeerAddress.parse(second));
	}

	@ParameterizedTest
	@CsvSource({ "2001:db8:0:1::1, 2001:db8:0:2::1", "192.0.2.1, 192.0.2.2", "unknown, localhost" })
	void separatesAddressesOfTwoMachines(String first, String second) {
		assertThat(PeerAddress.parse(first)).isNotEqualTo(PeerAddress.parse(second));
	}

	@Test
	void keepsTextThatIsNoAddress() {
		assertThat(PeerAddress.parse("1:2:3")).isEqualTo(new PeerAddress("1:2:3"));
	}

}
