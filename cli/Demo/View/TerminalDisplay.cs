using Spectre.Console;

namespace Falcon.Cli.Demo;

/// <summary>For a terminal: one view that is redrawn, and stays at the end.</summary>
internal sealed class TerminalDisplay(IAnsiConsole console) : IDemoDisplay
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public Task ShowAsync(DemoProgress progress, Task work) =>
        console.Live(DemoView.Render(progress)).StartAsync(async live =>
        {
            while (!work.IsCompleted)
            {
                live.UpdateTarget(DemoView.Render(progress));
                await Task.WhenAny(work, Task.Delay(s_interval));
            }
            live.UpdateTarget(DemoView.Render(progress));
        });
}
