package io.asyncreply.systema.capacity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Limits for heaps and file descriptor limits of usual sizes.
 */
class DefaultLimitsTests {

	private static final long MIB = 1024 * 1024;

	@ParameterizedTest
	@CsvSource({ "512, 6912, 4320", "768, 11520, 7200", "1024, 16128, 10000", "4096, 16384, 10000" })
	void followsFromHeap(long heapMib, int connections, int waitingCallers) {
		DefaultLimits limits = DefaultLimits.of(new ProcessResources(heapMib * MIB, Long.MAX_VALUE));
		assertThat(limits.connections()).isEqualTo(connections);
		assertThat(limits.waitingCallers()).isEqualTo(waitingCallers);
		assertThat(limits.waitingCallers() + limits.eventStreams()).isLessThan(connections);
		assertThat(32L * 1024 * connections + limits.unfinishedBodyBytes() + limits.unsentBytes())
			.isLessThan((heapMib - 128) * MIB * 9 / 10);
	}

	@Test
	void fitsIntoFileDescriptors() {
		DefaultLimits limits = DefaultLimits.of(new ProcessResources(1024 * MIB, 500));
		assertThat(limits.connections()).isEqualTo(372);
		assertThat(limits.waitingCallers() + limits.eventStreams()).isLessThan(limits.connections());
	}

	@Test
	void staysPositiveWithoutResources() {
		assertThat(DefaultLimits.of(new ProcessResources(0, 0)).connections()).isOne();
	}

}
