using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Workers.Office;
using Workers.Web.Access;
using Workers.Web.Endpoints;

namespace Workers.Web.Pages;

/// <summary>Orders that come from forms: written down with who gave them, carried out once whatever the browser repeats, as those of the API are.</summary>
internal static class PageOrders
{
    private const int KeyLength = 32;

    /// <param name="verb">A word of a short list.</param>
    /// <param name="mayRepeat">Carrying it out twice is as once.</param>
    /// <param name="about">What it concerns, in words, where it is no document.</param>
    /// <exception cref="RequestFaultException">It was refused, or the form lacks its key.</exception>
    public static async Task<CarriedOrder> CarryOutAsync(
        HttpContext context, Orders orders, IFormCollection form, string verb, bool mayRepeat, Guid? document, Func<Caller, Guid, CancellationToken, Task<OrderAnswer>> actAsync, string? about = null)
    {
        var key = form[PageForms.Order].ToString();
        if (key.Length != KeyLength || !key.All(char.IsAsciiHexDigit))
        {
            throw new RequestFaultException(Problems.BadRequest("The form lacks its own key. Open the page again and repeat what you ordered.", Remark.Of("told.no_order")));
        }

        // With other words in it, the same form is another order.
        var hash = HashOf(verb, document, context.Request.Path, form);
        var carried = await orders.CarryOutAsync(context, verb, mayRepeat, document, $"form {key} {hash}", hash, actAsync, about);
        return carried.Status < StatusCodes.Status400BadRequest ? carried : throw new RequestFaultException(carried.Problem ?? Problems.Read(carried.Body) ?? Problems.OfStatus(carried.Status));
    }

    private static string HashOf(string verb, Guid? document, PathString place, IFormCollection form)
    {
        var said = form.Where(field => field.Key is not PageForms.Token).OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key.Length}:{field.Key}={field.Value.ToString().Length}:{field.Value}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"page {verb} {document} {place}\n{string.Join('\n', said)}")));
    }
}
