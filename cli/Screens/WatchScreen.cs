using System.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Screens;

/// <summary>
/// A screen that is shown anew until <c>q</c> or Ctrl-C; on a terminal keys move it, elsewhere each is written below the last.
/// </summary>
internal sealed class WatchScreen(IAnsiConsole console, TimeSpan interval)
{
    private static readonly TimeSpan s_keyInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Shows the first screen at once and each next one after the interval.</summary>
    /// <param name="first">The first.</param>
    /// <param name="next">Makes the next one.</param>
    /// <param name="cancellation">Ends it; no error.</param>
    public async Task ShowAsync(IRenderable first, Func<Task<IRenderable>> next, CancellationToken cancellation)
    {
        try
        {
            await (console.Profile.Capabilities.Interactive ? MoveAsync(first, next, cancellation) : WriteAsync(first, next, cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C is how one stops watching.
        }
    }

    private async Task WriteAsync(IRenderable first, Func<Task<IRenderable>> next, CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(interval);
        console.Write(first);
        while (await timer.WaitForNextTickAsync(cancellation)) console.Write(await next());
    }

    private async Task MoveAsync(IRenderable first, Func<Task<IRenderable>> next, CancellationToken cancellation)
    {
        var viewport = new Viewport(() => console.Profile.Height);
        viewport.Show(first);
        await console.Live(viewport).AutoClear(false).Overflow(VerticalOverflow.Crop).StartAsync(async live =>
        {
            using PeriodicTimer timer = new(s_keyInterval);
            var shown = Stopwatch.StartNew();
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                bool moved = false;
                while (ReadKey() is { } key)
                {
                    if (key.KeyChar is 'q' or 'Q') return;
                    viewport.Move(Lines(key.Key, viewport.Visible));
                    moved = true;
                }

                if (shown.Elapsed >= interval)
                {
                    shown.Restart();
                    viewport.Show(await next());
                }
                else if (!moved)
                {
                    continue;
                }

                live.Refresh();
            }
        });
    }

    private ConsoleKeyInfo? ReadKey() => console.Input.IsKeyAvailable() ? console.Input.ReadKey(intercept: true) : null;

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
