package io.asyncreply.systema.ledger.sql;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RowStatementTests {

	@Test
	void insertsOneOrMany() {
		RowStatement insert = RowStatement.insert("book (title, copies, kind)",
				"{title text}, {copies integer}, 'novel'");
		assertThat(insert.singleRowSql()).isEqualTo("insert into book (title, copies, kind) values (?, ?, 'novel')");
		assertThat(insert.multiRowSql())
			.isEqualTo("insert into book (title, copies, kind) select given.title, given.copies, 'novel' "
					+ "from unnest(?::text[], ?::integer[]) with ordinality as given (title, copies, place)");
		assertThat(insert.types()).containsExactly(RowStatement.ColumnType.TEXT, RowStatement.ColumnType.INTEGER);
	}

	@Test
	void updatesOneOrMany() {
		RowStatement update = RowStatement.update("book set cover = {cover bytes}, sold = book.sold + {sold bigint}",
				"book.title = {title text}", "book.copies > {lent integer}");
		assertThat(update.singleRowSql())
			.isEqualTo("update book set cover = ?, sold = book.sold + ? where book.title = ? and book.copies > ?");
		assertThat(update.multiRowSql()).isEqualTo("update book set cover = given.cover, sold = book.sold + given.sold "
				+ "from (select * from unnest(?::bytea[], ?::bigint[], ?::text[], ?::integer[]) with ordinality "
				+ "as given (cover, sold, title, lent, place) order by title) as given "
				+ "where book.title = any (array[given.title]) and book.copies > given.lent returning given.place");
		assertThat(update.types()).containsExactly(RowStatement.ColumnType.BYTES, RowStatement.ColumnType.BIGINT,
				RowStatement.ColumnType.TEXT, RowStatement.ColumnType.INTEGER);
	}

	@Test
	void rejectsOtherTypes() {
		assertThatIllegalArgumentException().isThrownBy(() -> RowStatement.insert("book (price)", "{price money}"));
	}

}
