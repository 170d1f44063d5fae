#include "catalog/parser.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <utility>

#include "base/ids.h"
#include "catalog/expression_error.h"
#include "catalog/token.h"

namespace suggestd::catalog {
namespace {

constexpr std::array kComparisons{Operator::equal,      Operator::unequal,  Operator::less,
                                  Operator::less_equal, Operator::greater,  Operator::greater_equal,
                                  Operator::in,         Operator::contains, Operator::starts_with};

class Parser {
 public:
  Parser(std::string_view source, std::vector<Token> tokens) : source_(source), tokens_(std::move(tokens)) {}

  Result<Node> run() {
    Result<Node> tree = expression();
    if (!tree) return tree;
    if (here().kind != TokenKind::end)
      return error_here(fmt::format("{} is not expected here", shown(here())));
    return tree;
  }

 private:
  using Rule = Result<Node> (Parser::*)();

  // Counts the depth of calls of the rules, so that no text can exhaust the stack.
  class Depth {
   public:
    explicit Depth(std::size_t& depth) : depth_(depth) { ++depth_; }
    ~Depth() { --depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;

   private:
    std::size_t& depth_;
  };

  const Token& here() const { return tokens_[place_]; }
  bool at(TokenKind kind, std::string_view text) const { return here().kind == kind && here().text == text; }
  bool at_word(std::string_view text) const {
    return at(TokenKind::keyword, text) || at(TokenKind::symbol, text);
  }
  bool take(std::string_view text) {
    if (!at_word(text)) return false;
    ++place_;
    return true;
  }
  Error error_here(std::string_view what) const { return expression_error(source_, here().offset, what); }

  static std::string shown(const Token& token) {
    if (token.kind == TokenKind::end) return "the end";
    return token.kind == TokenKind::literal ? "a value" : fmt::format("'{}'", token.text);
  }

  static Node operation(Operator op, std::size_t offset, std::vector<Node> children) {
    Node node;
    node.kind = NodeKind::operation;
    node.op = op;
    node.children = std::move(children);
    node.offset = offset;
    return node;
  }

  Result<Node> expression() {
    const Depth depth(depth_);
    if (depth_ > kMaxExpressionDepth) {
      return error_here(fmt::format("deeper than {} levels", kMaxExpressionDepth));
    }
    return chain({Operator::logical_or}, &Parser::conjunction);
  }

  Result<Node> conjunction() { return chain({Operator::logical_and}, &Parser::negation); }
  Result<Node> sum() { return chain({Operator::add, Operator::subtract}, &Parser::product); }
  Result<Node> product() { return chain({Operator::multiply, Operator::divide}, &Parser::factor); }

  // operand { operator operand }, grouped from the left. The tree grows one level per operator, so that
  // the depth limit counts operators too.
  Result<Node> chain(std::initializer_list<Operator> operators, Rule operand) {
    Result<Node> left = (this->*operand)();
    for (std::size_t levels = depth_; left; ++levels) {
      std::optional<Operator> op;
      const std::size_t offset = here().offset;
      for (const Operator candidate : operators) {
        if (!op && take(operator_text(candidate))) op = candidate;
      }
      if (!op) break;
      Result<Node> right = (this->*operand)();
      if (!right) return right;
      // A run of one operator that may be regrouped stays flat: "a or b or c" is one node.
      const bool flat = *op == Operator::logical_or || *op == Operator::logical_and;
      if (flat && left->kind == NodeKind::operation && left->op == *op && levels > depth_) {
        left->children.push_back(std::move(*right));
        continue;
      }
      if (levels > kMaxExpressionDepth) {
        return expression_error(source_, offset, fmt::format("deeper than {} levels", kMaxExpressionDepth));
      }
      std::vector<Node> children;
      children.push_back(std::move(*left));
      children.push_back(std::move(*right));
      left = operation(*op, offset, std::move(children));
    }
    return left;
  }

  Result<Node> prefixed(Operator op, Rule operand) {
    const Depth depth(depth_);
    const std::size_t offset = here().offset;
    if (depth_ > kMaxExpressionDepth) {
      return error_here(fmt::format("deeper than {} levels", kMaxExpressionDepth));
    }
    ++place_;
    Result<Node> inner = (this->*operand)();
    if (!inner) return inner;
    std::vector<Node> children;
    children.push_back(std::move(*inner));
    return operation(op, offset, std::move(children));
  }

  Result<Node> negation() {
    return at_word("not") ? prefixed(Operator::logical_not, &Parser::negation) : comparison();
  }

  Result<Node> factor() { return at_word("-") ? prefixed(Operator::negate, &Parser::factor) : primary(); }

  Result<Node> comparison() {
    Result<Node> left = sum();
    if (!left) return left;
    const std::size_t offset = here().offset;
    const bool negated = take("not");
    std::optional<Operator> op;
    for (const Operator candidate : kComparisons) {
      const bool word =
          candidate == Operator::in || candidate == Operator::contains || candidate == Operator::starts_with;
      if (!op && (word || !negated) && take(operator_text(candidate))) op = candidate;
    }
    if (!op) {
      if (negated) return error_here("after 'not' stands 'in', 'contains' or 'starts_with' here");
      return left;
    }
    Result<Node> right = sum();
    if (!right) return right;
    std::vector<Node> children;
    children.push_back(std::move(*left));
    children.push_back(std::move(*right));
    Node node = operation(*op, offset, std::move(children));
    if (!negated) return node;
    std::vector<Node> inner;
    inner.push_back(std::move(node));
    return operation(Operator::logical_not, offset, std::move(inner));
  }

  Result<Node> primary() {
    if (here().kind == TokenKind::literal) return literal();
    if (here().kind == TokenKind::name) return name_or_call();
    if (take("(")) {
      Result<Node> inner = expression();
      if (inner && !take(")")) return error_here(fmt::format("a ')' is missing before {}", shown(here())));
      return inner;
    }
    if (at_word("[")) return list();
    return error_here(fmt::format("a value or a name is missing before {}", shown(here())));
  }

  Node literal() {
    Node node;
    node.literal = here().literal;
    node.offset = here().offset;
    ++place_;
    return node;
  }

  Result<Node> name_or_call() {
    Node node;
    node.kind = NodeKind::name;
    node.name = here().text;
    node.offset = here().offset;
    ++place_;
    if (!take("(")) return node;
    node.kind = NodeKind::call;
    if (take(")")) return node;
    do {
      Result<Node> argument = expression();
      if (!argument) return argument;
      node.children.push_back(std::move(*argument));
    } while (take(","));
    if (!take(")")) return error_here(fmt::format("a ',' or ')' is missing before {}", shown(here())));
    return node;
  }

  Result<Node> list() {
    Node node;
    node.kind = NodeKind::list;
    node.offset = here().offset;
    ++place_;
    if (take("]")) return node;
    do {
      const bool negative = take("-");
      if (here().kind != TokenKind::literal || (negative && here().literal.type != Type::number)) {
        return error_here(fmt::format("a list holds plain values, not {}", shown(here())));
      }
      node.children.push_back(literal());
      if (negative) node.children.back().literal.number *= -1;
      if (node.children.back().literal.type != node.children.front().literal.type) {
        return expression_error(source_, node.children.back().offset, "a list holds values of one type");
      }
    } while (take(","));
    if (!take("]")) return error_here(fmt::format("a ',' or ']' is missing before {}", shown(here())));
    return node;
  }

  std::string_view source_;
  std::vector<Token> tokens_;
  std::size_t place_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace

Result<Node> parse_expression(std::string_view source) {
  if (source.size() > kMaxExpressionBytes) {
    return invalid(
        fmt::format("an expression of {} bytes; the longest has {}", source.size(), kMaxExpressionBytes));
  }
  if (!is_utf8(source)) return invalid("an expression is UTF-8 text");
  Result<std::vector<Token>> tokens = tokens_of(source);
  if (!tokens) return tokens.error();
  Result<Node> tree = Parser(source, std::move(*tokens)).run();
  if (tree && count_nodes(*tree) > kMaxExpressionNodes) {
    return invalid(
        fmt::format("an expression of more than {} values, names and operators", kMaxExpressionNodes));
  }
  return tree;
}

}  // namespace suggestd::catalog
