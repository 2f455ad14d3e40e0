namespace Falcon.Cli.Demo;

/// <summary>Shows how the demo goes on.</summary>
internal interface IDemoDisplay
{
    /// <summary>Shows the progress until the work is done; does not throw what the work throws.</summary>
    Task ShowAsync(DemoProgress progress, Task work);
}
