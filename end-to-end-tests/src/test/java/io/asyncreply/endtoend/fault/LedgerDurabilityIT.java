package io.asyncreply.endtoend.fault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.testsupport.broker.TestBroker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The default ledger, seen from below: the request is on disk before its caller is told.
 */
@Tag("extended")
class LedgerDurabilityIT {

	private static final String SYSTEM_CALLS = "read,recvfrom,write,writev,sendto,fsync,fdatasync";

	/** The beginning or the whole of a call that brings the write-ahead log to disk. */
	private static final Pattern SYNC = Pattern.compile("(\\d+) +f(?:data)?sync\\(\\d+<[^>]*ledger\\.db-wal>(.*)");

	@BeforeEach
	void requireStrace() {
		Assumptions.assumeTrue(StraceProcess.isAvailable(), "strace is not installed");
	}

	@Test
	void syncsRequestToDiskBeforeResponse(@TempDir Path folder) {
		try (SystemPair systemPair = SystemPair.start("durability", TestBroker.shared())) {
			JsonResponse first = systemPair.client().submit(RequestSubmission.text("warm"));
			systemPair.client().awaitCompletion(first.id());
			try (StraceProcess straceProcess = StraceProcess.attach(systemPair.systemA().pid(), SYSTEM_CALLS, folder)) {
				systemPair.client().submit(RequestSubmission.text("lone"));
				Awaitility.await()
					.atMost(Duration.ofSeconds(20))
					.until(() -> indexOf("HTTP/1.1 202", straceProcess) >= 0);
				int read = indexOf("\"POST /v1/requests", straceProcess);
				int answered = indexOf("HTTP/1.1 202", straceProcess);
				assertThat(read).as("the request is read").isNotNegative();
				assertThat(ledgerSyncs(straceProcess.systemCalls())).as("the log is on disk")
					.anySatisfy((sync) -> assertThat(sync).isBetween(read, answered));
			}
		}
	}

	/** Where calls that bring the write-ahead log to disk return with success. */
	private static List<Integer> ledgerSyncs(List<String> calls) {
		List<Integer> syncs = new ArrayList<>();
		for (int begin = 0; begin < calls.size(); begin++) {
			Matcher sync = SYNC.matcher(calls.get(begin));
			if (sync.matches()) {
				Pattern end = Pattern.compile(sync.group(2).contains("<unfinished")
						? sync.group(1) + " +<\\.\\.\\. f(?:data)?sync resumed>\\) += 0" : ".*= 0");
				IntStream.range(begin, calls.size())
					.filter((index) -> end.matcher(calls.get(index)).matches())
					.findFirst()
					.ifPresent(syncs::add);
			}
		}
		return syncs;
	}

	private static int indexOf(String text, StraceProcess straceProcess) {
		List<String> calls = straceProcess.systemCalls();
		return IntStream.range(0, calls.size()).filter((i) -> calls.get(i).contains(text)).findFirst().orElse(-1);
	}

}
