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
	@CsvSource({ "512", "768", "1024", "4096" })
	void fitsIntoHeap(long heapMib) {
		DefaultLimits limits = DefaultLimits.of(new ProcessResources(heapMib * MIB, Long.MAX_VALUE));
		assertThat(limits.unfinishedBodyBytes() + limits.unsentBytes()).isLessThan(heapMib * MIB / 4);
		assertThat(limits.waitingCallers() + limits.eventStreams()).isLessThan(limits.connections());
	}

	@Test
	void fitsIntoFileDescriptors() {
		DefaultLimits limits = DefaultLimits.of(new ProcessResources(1024 * MIB, 500));
		assertThat(limits.connections()).isBetween(1, 450);
		assertThat(limits.waitingCallers() + limits.eventStreams()).isLessThan(limits.connections());
	}

	@Test
	void staysPositiveWithoutResources() {
		assertThat(DefaultLimits.of(new ProcessResources(0, 0)).connections()).isOne();
	}

}
