using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Screens;

/// <summary>
/// A screen that is shown anew until <c>q</c> or Ctrl-C; on a terminal keys move it, elsewhere each is written below the last.
/// </summary>
internal sealed class WatchScreen(IAnsiConsole console, TimeSpan interval)
{
    private static readonly TimeSpan KeyInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Shows the first screen at once and each next one after the interval.</summary>
    /// <param name="first">The first.</param>
    /// <param name="next">Makes the next one.</param>
    /// <param name="cancellation">Ends it; no error.</param>
    public async Task ShowAsync(IRenderable first, Func<Task<IRenderable>> next, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            await (console.Profile.Capabilities.Interactive ? MoveAsync(first, next, ended) : WriteAsync(first, next, ended.Token));
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // That is how one stops watching.
        }
    }

    private async Task WriteAsync(IRenderable first, Func<Task<IRenderable>> next, CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(interval);
        console.Write(first);
        while (await timer.WaitForNextTickAsync(cancellation)) console.Write(await next());
    }

    private async Task MoveAsync(IRenderable first, Func<Task<IRenderable>> next, CancellationTokenSource ended)
    {
        var viewport = new Viewport(() => console.Profile.Height);
        viewport.Show(first);
        await console.Live(viewport).AutoClear(false).Overflow(VerticalOverflow.Crop).StartAsync(async live =>
        {
            Task keys = FollowKeysAsync(viewport, live, ended);
            using PeriodicTimer timer = new(interval);
            while (await timer.WaitForNextTickAsync(ended.Token))
            {
                viewport.Show(await next());
                live.Refresh();
            }

            await keys;
        });
    }

    private async Task FollowKeysAsync(Viewport viewport, LiveDisplayContext live, CancellationTokenSource ended)
    {
        using PeriodicTimer timer = new(KeyInterval);
        while (await timer.WaitForNextTickAsync(ended.Token))
        {
            while (console.Input.IsKeyAvailable() && console.Input.ReadKey(intercept: true) is { } key)
            {
                if (key.KeyChar is 'q' or 'Q') await ended.CancelAsync();
                else viewport.Move(Lines(key.Key, viewport.Visible));
            }

            live.Refresh();
        }
    }

    /// <summary>How far a key moves the screen.</summary>
    internal static int Lines(ConsoleKey key, int visible) => key switch
    {
        ConsoleKey.DownArrow or ConsoleKey.J or ConsoleKey.Enter => 1,
        ConsoleKey.UpArrow or ConsoleKey.K => -1,
        ConsoleKey.PageDown or ConsoleKey.Spacebar => visible,
        ConsoleKey.PageUp or ConsoleKey.B => -visible,
        ConsoleKey.Home => -int.MaxValue,
        ConsoleKey.End => int.MaxValue,
        _ => 0,
    };
}
