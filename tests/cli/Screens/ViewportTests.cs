using Falcon.Cli.Screens;
using Spectre.Console;

namespace Falcon.Cli.Tests.Screens;

public class ViewportTests
{
    private readonly Viewport _viewport = new(() => 4);

    public ViewportTests() => _viewport.Show(new Rows(Enumerable.Range(1, 9).Select(line => new Spectre.Console.Text($"line {line}"))));

    [Fact]
    public void It_shows_what_fits_above_the_keys() =>
        Assert.Equal(
            ["line 1", "line 2", "line 3", "lines 1 to 3 of 9 · ↑ ↓ PgUp PgDn Home End move · q quits"], Shown());

    [Theory]
    [InlineData(ConsoleKey.DownArrow, "line 2")]
    [InlineData(ConsoleKey.PageDown, "line 4")]
    [InlineData(ConsoleKey.End, "line 7")]
    [InlineData(ConsoleKey.UpArrow, "line 1")]
    [InlineData(ConsoleKey.PageUp, "line 1")]
    [InlineData(ConsoleKey.X, "line 1")]
    public void Keys_move_it_as_far_as_the_ends(ConsoleKey key, string first)
    {
        Shown();
        _viewport.Move(WatchScreen.Lines(key, _viewport.Visible));
        Assert.Equal(first, Shown()[0]);
    }

    [Fact]
    public void There_and_back()
    {
        Shown();
        _viewport.Move(int.MaxValue);
        _viewport.Move(WatchScreen.Lines(ConsoleKey.Home, _viewport.Visible));
        Assert.Equal("line 1", Shown()[0]);
    }

    [Fact]
    public void A_screen_that_has_become_shorter_is_shown_from_where_its_end_is_the_last_line()
    {
        Shown();
        _viewport.Move(int.MaxValue);
        _viewport.Show(new Rows(Enumerable.Range(1, 4).Select(line => new Spectre.Console.Text($"line {line}"))));
        Assert.Equal(["line 2", "line 3", "line 4", "lines 2 to 4 of 4 · ↑ ↓ PgUp PgDn Home End move · q quits"], Shown());
    }

    [Fact]
    public void A_screen_that_fits_only_says_how_to_quit()
    {
        _viewport.Show(new Spectre.Console.Text("all"));
        Assert.Equal(["all", "q quits"], Shown());
    }

    private string[] Shown() => Screenshot.Of(_viewport, 80);
}
