using System.Globalization;

namespace Falcon.Cli.Demo;

/// <summary>For a file or a pipe: one line when a step ends, and the stages at the end.</summary>
internal sealed class PlainDisplay(TextWriter output) : IDemoDisplay
{
    /// <inheritdoc/>
    public async Task ShowAsync(DemoProgress progress, Task work)
    {
        int titleWidth = progress.Steps.Max(step => step.Title.Length);
        progress.StepEnded += step => output.WriteLine(StepLine(step, titleWidth));
        await Task.WhenAny(work);
        foreach (string line in StageLines(progress.Flow))
            await output.WriteLineAsync(line);
    }

    /// <summary>One step as a line.</summary>
    public static string StepLine(DemoStep step, int titleWidth) =>
        $"{(step.State == StepState.Passed ? "ok    " : "FAILED")}  {step.Title.PadRight(titleWidth)}  {step.Figure}".TrimEnd();

    /// <summary>The stages as lines; none when there are no figures.</summary>
    public static IEnumerable<string> StageLines(DemoFlow flow)
    {
        if (flow.Stages.Count == 0)
            return [];
        return
        [
            "",
            $"{"stage",-14}{"frames",14}{"frames/s at most",20}{"ns per frame",16}",
            .. flow.Stages.Select(stage => string.Create(CultureInfo.InvariantCulture,
                $"{stage.Stage,-14}{stage.Frames,14:N0}{stage.PeakFramesPerSecond,20:N0}{stage.NanosecondsPerFrame,16:N0}")),
            string.Create(CultureInfo.InvariantCulture, $"{"dropped",-14}{flow.Drops,14:N0}"),
        ];
    }
}
