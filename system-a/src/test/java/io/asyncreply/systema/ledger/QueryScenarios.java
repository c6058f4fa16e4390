package io.asyncreply.systema.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.RequestFilter;
import io.asyncreply.systema.ledger.model.RequestSlice;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How callers find and list requests.
 */
interface QueryScenarios extends LedgerFixtureProvider {

	/** Most rows that a list looks at. */
	int MAX_ROWS = 5_000;

	@Test
	default void hidesRequestFromOtherOwners() {
		RequestId id = fixture().accept();
		assertThat(fixture().ledger.find("another caller", id)).isEmpty();
	}

	@Test
	default void listsNewestFirstWithPagesAndFilters() {
		List<RequestId> ids = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			ids.add(fixture().accept());
			fixture().clock.advance(Duration.ofMillis(2));
		}
		fixture().succeed(ids.get(1), 1);
		assertThat(fixture().list(null, null)).containsExactly(ids.get(4), ids.get(3), ids.get(2), ids.get(1),
				ids.get(0));
		assertThat(fixture().list(RequestState.SUCCEEDED, null)).containsExactly(ids.get(1));
		assertThat(fixture().list(null, ids.get(2))).containsExactly(ids.get(1), ids.get(0));
		assertThat(list(new RequestFilter("other.operation", null, null, 10, false)))
			.isEqualTo(new RequestSlice(List.of(), null));
		RequestSlice firstPage = list(new RequestFilter(null, null, null, 2, false));
		assertThat(firstPage.requests()).extracting(StoredRequest::id).containsExactly(ids.get(4), ids.get(3));
		assertThat(firstPage.next()).isEqualTo(ids.get(3));
		assertThat(list(new RequestFilter(null, null, ids.get(2), 2, false)).next()).isNull();
	}

	@Test
	default void findsOperationsOfOpenRequests() {
		RequestId accepted = fixture().accept(List.of(fixture().samples.request("b.accepted"))).get(0);
		RequestId ended = fixture().accept(List.of(fixture().samples.request("a.ended"))).get(0);
		fixture().accept(List.of(fixture().samples.request("a.running"), fixture().samples.request("a.running")))
			.forEach((id) -> fixture().progress(id, 1, 10));
		fixture().succeed(ended, 1);
		assertThat(fixture().ledger.findOpenOperations()).containsExactly("a.running", "b.accepted");
		fixture().succeed(accepted, 1);
		assertThat(fixture().ledger.findOpenOperations()).containsExactly("a.running");
	}

	private RequestSlice list(RequestFilter filter) {
		return fixture().ledger.list(SampleRequests.OWNER, filter);
	}

	/** Looks at 5,000 rows a call, and the page after them continues. */
	@ParameterizedTest
	@EnumSource(names = { "SUCCEEDED", "FAILED" })
	default void continuesBehindManyRowsWithoutMatch(RequestState state) {
		RequestId rare = fixture().accept(List.of(fixture().samples.request("rare.operation"))).get(0);
		end(rare, state);
		fixture().clock.advance(Duration.ofMillis(2));
		List<RequestId> others = fixture()
			.accept(Stream.generate(fixture().samples::request).limit(MAX_ROWS + 10).toList());
		if (state == RequestState.FAILED) {
			fixture().failAll(others);
		}
		RequestSlice firstPage = list(new RequestFilter("rare.operation", state, null, 10, false));
		assertThat(firstPage.requests()).isEmpty();
		assertThat(firstPage.next())
			.isEqualTo(others.stream().sorted(Comparator.comparing(RequestId::toString)).toList().get(10));
		RequestSlice secondPage = list(new RequestFilter("rare.operation", state, firstPage.next(), 10, false));
		assertThat(secondPage.requests()).extracting(StoredRequest::id).containsExactly(rare);
		assertThat(secondPage.next()).isNull();
	}

	private void end(RequestId id, RequestState state) {
		if (state == RequestState.FAILED) {
			fixture().fail(id, 1);
		}
		else {
			fixture().succeed(id, 1);
		}
	}

	@Test
	default void readsResultsOfListOnlyIfAskedFor() {
		RequestId id = fixture().accept();
		fixture().succeed(id, 1, SampleRequests.json("{\"n\":1}"));
		assertThat(list(new RequestFilter(null, null, null, 10, false)).requests())
			.allMatch(StoredRequest::isResultOmitted);
		assertThat(list(new RequestFilter(null, null, null, 10, true)).requests()).extracting(StoredRequest::result)
			.containsExactly(SampleRequests.json("{\"n\":1}"));
	}

	@ParameterizedTest
	@CsvSource({ "300000, 3", "1000000, 1", "2000000, 1" })
	default void endsPageEarlyAtLimitOfBytes(int resultBytes, int fitting) {
		RawJson result = SampleRequests.json("1".repeat(resultBytes));
		List<RequestId> ids = fixture().accept(Stream.generate(fixture().samples::request).limit(5).toList());
		ids.forEach((id) -> fixture().succeed(id, 1, result));
		List<RequestId> listed = new ArrayList<>();
		RequestId next = null;
		do {
			RequestSlice page = list(new RequestFilter(null, null, next, 10, true));
			assertThat(page.requests()).hasSizeBetween(1, fitting);
			page.requests().forEach((request) -> listed.add(request.id()));
			next = page.next();
		}
		while (next != null);
		assertThat(listed).containsExactlyInAnyOrderElementsOf(ids);
	}

	@Test
	default void leavesOutLongResultUntilItIsAskedFor() {
		RawJson longest = SampleRequests.json("1".repeat(StoredRequest.MAX_INLINE_RESULT_BYTES));
		RawJson tooLong = SampleRequests.json("1".repeat(StoredRequest.MAX_INLINE_RESULT_BYTES + 1));
		RequestId inline = fixture().accept();
		fixture().succeed(inline, 1, longest);
		RequestId omitted = fixture().accept();
		fixture().succeed(omitted, 1, tooLong);
		assertThat(fixture().find(inline).result()).isEqualTo(longest);
		assertThat(fixture().find(omitted).isResultOmitted()).isTrue();
		assertThat(fixture().ledger.findResult(SampleRequests.OWNER, omitted)).hasValue(tooLong);
		assertThat(fixture().ledger.findResult("another caller", omitted)).isEmpty();
	}

	@Test
	default void findsRequestWhileListsUseAllTheirConnections() throws SQLException {
		RequestId id = fixture().accept();
		List<Connection> lists = new ArrayList<>();
		try {
			for (int i = 0; i < 4; i++) {
				lists.add(fixture().openListConnection());
			}
			assertThatExceptionOfType(LedgerUnavailableException.class)
				.isThrownBy(() -> list(new RequestFilter(null, null, null, 10, false)));
			assertThat(fixture().find(id).id()).isEqualTo(id);
		}
		finally {
			for (Connection connection : lists) {
				connection.close();
			}
		}
	}

	@Test
	default void findsOldestRequestWithoutWorker() {
		assertThat(fixture().oldestWaitingSince()).isNull();
		RequestId first = fixture().accept();
		fixture().clock.advance(Duration.ofSeconds(1));
		fixture().accept();
		assertThat(fixture().oldestWaitingSince()).isEqualTo(fixture().clock.instant().minusSeconds(1));
		fixture().progress(first, 1, 0);
		assertThat(fixture().oldestWaitingSince()).isEqualTo(fixture().clock.instant());
	}

}
